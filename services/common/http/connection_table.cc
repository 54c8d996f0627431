#include "common/http/connection_table.h"

#include <utility>

namespace broadsheet::http {

ConnectionTable::Admission ConnectionTable::Admit(const std::string& peer) {
  Admission admission;
  const auto found = peers_.find(peer);
  const bool peer_is_full =
      max_per_peer_ > 0 && found != peers_.end() && found->second.size >= max_per_peer_;
  if (peer_is_full) {
    admission.limit = "max_connections_per_peer";
    if (!EvictFirst(found->second.waiting)) return admission;
  }
  if (size_ >= max_) {
    admission.limit = "max_connections";
    if (!EvictOldest()) return admission;
  }
  admission.seat = std::make_unique<Seat>(*this, peer);
  return admission;
}

bool ConnectionTable::EvictFirst(Queue& queue) {
  if (queue.empty()) return false;
  Seat* const seat = queue.front();
  const std::function<void()> evict = std::move(seat->evict_);
  seat->Leave();
  evict();
  return true;
}

ConnectionTable::Seat::Seat(ConnectionTable& table, std::string peer)
    : table_(table), peer_(std::move(peer)) {
  ++table_.size_;
  ++table_.peers_[peer_].size;
}

void ConnectionTable::Seat::Wait(std::function<void()> evict) {
  Work();
  if (!is_seated_) return;
  evict_ = std::move(evict);
  is_waiting_ = true;
  place_ = table_.waiting_.insert(table_.waiting_.end(), this);
  Queue& of_peer = table_.peers_[peer_].waiting;
  place_of_peer_ = of_peer.insert(of_peer.end(), this);
}

void ConnectionTable::Seat::Work() {
  if (!is_waiting_) return;
  is_waiting_ = false;
  table_.waiting_.erase(place_);
  table_.peers_[peer_].waiting.erase(place_of_peer_);
}

void ConnectionTable::Seat::Leave() {
  if (!is_seated_) return;
  Work();
  is_seated_ = false;
  --table_.size_;
  const auto peer = table_.peers_.find(peer_);
  if (--peer->second.size == 0) table_.peers_.erase(peer);
}

}  // namespace broadsheet::http
