#include "bench/fanout/crowd.h"

#include <cstdio>
#include <cstdlib>

#include "bench/fanout/poller.h"
#include "bench/kit/clock.h"
#include "storage/check.h"

namespace samlad::bench {

Crowd::Crowd(SamladStage* stage, std::vector<PictureParts>* pictures, const Options& options)
    : stage_(stage),
      pictures_(pictures),
      options_(options),
      head_(stage->cast().picture.head()),
      clients_(options.clients) {
  for (size_t player = 0; player < pictures->size(); ++player) {
    first_frames_.push_back(FirstFrame(player));
  }
}

std::string Crowd::FirstFrame(size_t player) const {
  v1::ClientFrame frame;
  v1::Hello* hello = frame.add_messages()->mutable_hello();
  hello->set_token(stage_->token(player));
  hello->set_client("bench");
  hello->set_deflate(true);
  v1::Watch* watch = frame.add_messages()->mutable_watch();
  watch->set_incident(stage_->cast().incident().str());
  watch->set_epoch(options_.epoch);
  watch->set_from(options_.from);
  return frame.SerializeAsString();
}

Crowd::Outcome Crowd::Come() {
  constexpr int kProgressMsMax = 60'000;
  const int64_t cpu = stage_->child().CpuNs();
  const int64_t own_cpu = BusyCpuNs();
  const int64_t begin = SteadyNs();
  WebSocket::Target target = stage_->process().target();
  for (size_t i = 0; i < clients_.size(); ++i) {
    Client* client = &clients_[i];
    client->player = i % pictures_->size();
    target.from = CallingAddress(i);
    std::string error;
    CHECK(client->socket.Start(target, &error));
    client->entry = poller_.Add(
        client->socket.fd(), [this, client] { OnReady(client); }, true);
  }
  while (live_ < clients_.size()) CHECK(poller_.Poll(kProgressMsMax));
  const auto took_ns = static_cast<double>(SteadyNs() - begin);
  const auto clients = static_cast<double>(clients_.size());
  Outcome outcome;
  outcome.all_live_s = took_ns / 1e9;
  outcome.server_us_each = static_cast<double>(stage_->child().CpuNs() - cpu) / 1000 / clients;
  outcome.generator_share = static_cast<double>(BusyCpuNs() - own_cpu) / took_ns;
  for (const Client& client : clients_) {
    outcome.bytes_each += static_cast<double>(client.socket.bytes_received()) / clients;
  }
  outcome.plain_parts = plain_parts_;
  return outcome;
}

void Crowd::OnReady(Client* client) {
  if (client->socket.sending()) {
    client->socket.Flush();
    if (!client->socket.sending()) poller_.WantReadOnly(client->socket.fd(), client->entry);
  }
  const bool open = client->socket.Receive([&](std::string_view frame) {
    Piece piece;
    while (TakePiece(&frame, &piece)) OnPiece(piece, client);
    CHECK(frame.empty());
  });
  if (!open) {
    std::fprintf(stderr, "bench: the server turned a client of a crowd away\n");
    std::exit(EXIT_FAILURE);
  }
  if (client->asked || !client->socket.upgraded()) return;
  client->asked = true;
  if (options_.bare) {
    ++live_;
  } else {
    client->socket.Send(first_frames_[client->player]);
  }
}

void Crowd::OnPiece(const Piece& piece, Client* client) {
  CHECK(piece.kind != v1::ServerMessage::kGoodbyeFieldNumber);
  CHECK(piece.kind != v1::ServerMessage::kWatchEndedFieldNumber);
  if (piece.kind == v1::ServerMessage::kWatchingFieldNumber) {
    WatchingSeen watching;
    CHECK(ReadWatching(piece.body, &watching) && watching.from == options_.from);
  }
  if (piece.kind != v1::ServerMessage::kBatchFieldNumber &&
      piece.kind != v1::ServerMessage::kDeflatedFieldNumber) {
    return;
  }
  PictureParts& picture = (*pictures_)[client->player];
  const PartSeen* part = picture.See(client->parts++, piece);
  CHECK(part != nullptr && !client->live);
  client->changes += part->changes;
  client->mix += part->mix;
  plain_parts_ += part->deflated ? 0 : 1;
  if (part->more || part->through < head_) return;
  CHECK(client->changes == picture.items() && client->mix == picture.mix());
  client->live = true;
  ++live_;
}

}  // namespace samlad::bench
