"""What deploy/kubernetes comes to: the objects of each overlay, and what they let happen."""
import functools
import pathlib

from kustomize import render
from processes import ROOT

DIRECTORY = ROOT / "deploy" / "kubernetes"
OVERLAYS = ("small", "replicated")
# Each by the label of its pods.
_NAME = "app.kubernetes.io/name"


@functools.cache
def objects(overlay):
    """All objects of an overlay."""
    return render(DIRECTORY / "overlays" / overlay)


def of_kind(overlay, *kinds):
    """Those of some kinds, by their names."""
    return {found["metadata"]["name"]: found for found in objects(overlay) if found["kind"] in kinds}


def pods(overlay):
    """The specs of all pods, by the names of what makes them."""
    return {name: found["spec"]["template"]["spec"] for name, found in
            of_kind(overlay, "Deployment", "StatefulSet", "Job").items()}


def container(pod):
    """The only container of a pod."""
    [only] = pod["containers"]
    return only


def variables(pod):
    """What a pod's environment says."""
    return {variable["name"]: variable["value"] for variable in container(pod).get("env", [])}


def files(pod):
    """(Secret, key) of each file that a pod is given as a secret."""
    mounted = {mount["name"]: pathlib.PurePath(mount["mountPath"])
               for mount in container(pod)["volumeMounts"]}
    return {str(mounted[volume["name"]] / item["path"]): (source["secret"]["name"], item["key"])
            for volume in pod["volumes"] if "projected" in volume
            for source in volume["projected"]["sources"] for item in source["secret"]["items"]}


def _labels(overlay):
    """The labels of each part's pods."""
    made = {}
    for found in of_kind(overlay, "Deployment", "StatefulSet", "Job").values():
        labels = found["spec"]["template"]["metadata"]["labels"]
        made[labels[_NAME]] = labels
    for name, cluster in of_kind(overlay, "Cluster").items():
        made[name] = {**cluster["spec"]["inheritedMetadata"]["labels"], "cnpg.io/cluster": name}
    return made


def _selects(selector, labels):
    return (selector.get("matchLabels", {}).items() <= labels.items()
            and all(labels.get(rule["key"]) in rule["values"]
                    for rule in selector.get("matchExpressions", [])))


def _allowed(overlay, direction):
    """(part, who is met, port) for all that policies let pods of a part meet."""
    side, key = {"Ingress": ("ingress", "from"), "Egress": ("egress", "to")}[direction]
    parts = _labels(overlay)
    for policy in of_kind(overlay, "NetworkPolicy").values():
        spec = policy["spec"]
        for part in (name for name in parts if _selects(spec["podSelector"], parts[name])):
            for rule in spec.get(side, []):
                for peer in rule.get(key, [{}]):
                    for who in _whom(peer, parts):
                        for port in rule["ports"]:
                            yield part, who, port["port"]


def _whom(peer, parts):
    if "namespaceSelector" in peer:
        return [" ".join(peer["namespaceSelector"]["matchLabels"])]
    if "podSelector" in peer:
        return [name for name in parts if _selects(peer["podSelector"], parts[name])]
    return ["the web" if peer else "anywhere"]


def arrows(overlay):
    """(from, to, port) where both sides' policies allow it."""
    out = {(part, who, port) for part, who, port in _allowed(overlay, "Egress")}
    return {(who, part, port) for part, who, port in _allowed(overlay, "Ingress")
            if (who, part, port) in out}


def gates(overlay):
    """(from, to, port) over the border of the namespace."""
    parts = _labels(overlay)
    came = {(who, part, port) for part, who, port in _allowed(overlay, "Ingress")}
    went = set(_allowed(overlay, "Egress"))
    return {(a, b, port) for a, b, port in came | went if (a in parts) != (b in parts)}
