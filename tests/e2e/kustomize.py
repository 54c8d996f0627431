"""Renders kustomizations by the little that deploy/kubernetes uses of kustomize, which Debian 12
does not have: resources, namespace, patches (strategic merge; a target by kind), images, replicas,
and config maps made of files, without suffix. What it does not know it refuses."""
import copy
import re

import yaml

_FIELDS = {"apiVersion", "kind", "namespace", "resources", "patches", "images", "replicas",
           "configMapGenerator", "generatorOptions"}
_CLUSTER_WIDE = {"Namespace"}
# What tells the members of these lists apart; other lists are replaced.
_MERGE_KEYS = {"containers": "name", "volumes": "name", "env": "name", "volumeMounts": "mountPath"}


def documents(file):
    """The objects of a file."""
    return [document for document in yaml.safe_load_all(file.read_text()) if document]


def render(directory):
    """The objects of a kustomization."""
    [spec] = documents(directory / "kustomization.yaml")
    unknown = set(spec) - _FIELDS
    if unknown:
        raise ValueError(f"{directory}: {unknown} is beyond this renderer")
    objects = [found for name in spec.get("resources", [])
               for found in _resource((directory / name).resolve())]
    objects += [_config_map(directory, made) for made in spec.get("configMapGenerator", [])]
    for patch in spec.get("patches", []):
        _patch(objects, directory / patch["path"], patch.get("target"))
    for image in spec.get("images", []):
        _set_image(objects, image)
    for replicas in spec.get("replicas", []):
        for found in objects:
            if found["metadata"]["name"] == replicas["name"] and "template" in found.get("spec", {}):
                found["spec"]["replicas"] = replicas["count"]
    for found in objects:
        if "namespace" in spec and found["kind"] not in _CLUSTER_WIDE:
            found["metadata"]["namespace"] = spec["namespace"]
    return objects


def _resource(path):
    return render(path) if path.is_dir() else documents(path)


def _config_map(directory, made):
    files = [directory / name for name in made["files"]]
    metadata = {"name": made["name"]}
    if "labels" in made.get("options", {}):
        metadata["labels"] = made["options"]["labels"]
    return {"apiVersion": "v1", "kind": "ConfigMap", "metadata": metadata,
            "data": {file.name: file.read_text() for file in files}}


def _patch(objects, file, target):
    [patch] = documents(file)
    if target:
        hit = [found for found in objects if re.fullmatch(target["kind"], found["kind"])]
    else:
        hit = [found for found in objects if found["kind"] == patch["kind"]
               and found["metadata"]["name"] == patch["metadata"]["name"]]
    if not hit:
        raise ValueError(f"{file} is a patch of nothing")
    for found in hit:
        _merge(found["spec"], copy.deepcopy(patch["spec"]))


def _merge(into, patch):
    for name, value in patch.items():
        if isinstance(value, dict) and isinstance(into.get(name), dict):
            _merge(into[name], value)
        elif name in _MERGE_KEYS and name in into:
            _merge_list(into[name], value, _MERGE_KEYS[name])
        else:
            into[name] = value


def _merge_list(into, patch, key):
    for member in patch:
        same = [found for found in into if found[key] == member[key]]
        if same:
            _merge(same[0], member)
        else:
            into.append(member)


def _set_image(node, image):
    """Everywhere below `node`."""
    if isinstance(node, dict):
        if node.get("image") == image["name"]:
            node["image"] = f"{image['newName']}:{image['newTag']}"
        node = list(node.values())
    if isinstance(node, list):
        for child in node:
            _set_image(child, image)
