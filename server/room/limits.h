#pragma once

#include <cstdint>

#include "server/picture/decide.h"

namespace samlad {

// Every bound on what a client or a room may hold or do. Each is a setting of the server under the
// same name.
struct RoomLimits {
  RuleLimits rules;

  // A frame from a client; a longer one closes the connection.
  uint32_t frame_bytes_max = 1024 * 1024;
  // A connection says Hello within this, or is closed.
  uint32_t hello_timeout_ms = 10'000;
  // A heartbeat goes out at least this often; a client silent for three of them is closed.
  uint32_t heartbeat_interval_ms = 10'000;
  // Commands of one session that wait for their answer.
  uint32_t commands_in_flight_max = 256;
  // Refill rate and depth of one session's bucket of commands.
  uint32_t commands_per_second_max = 500;
  uint32_t commands_burst_max = 1000;
  // The same for all messages of one session; over it the connection is closed.
  uint32_t messages_per_second_max = 2000;
  uint32_t messages_burst_max = 4000;
  // Incidents that one session watches.
  uint32_t watches_max = 16;
  // Replays that one session holds.
  uint32_t replays_max = 4;
  // Bytes that wait for one connection before its live changes are held back and caught up later.
  uint32_t outbox_bytes_max = 256 * 1024;
  // Bytes that wait for one connection before it is closed; only answers can take it there.
  uint32_t outbox_bytes_limit = 8 * 1024 * 1024;
  // About how much of a catch-up, replay or history goes into one frame.
  uint32_t chunk_bytes = 64 * 1024;
  // Whoever joins gets the chunks of a shared snapshot of the picture, and what changed since. A
  // new snapshot is made when more than so many changes have come since.
  uint32_t snapshot_tail_changes_max = 500;
  // Larger pictures are composed for each joiner by itself: to walk one for a snapshot takes the
  // room's thread some 50 ns an item.
  uint32_t snapshot_items_max = 100'000;
  // A snapshot that nobody has asked for so long is dropped; also, whenever one is made and about
  // once a second, those used least recently while the snapshots of one room hold more bytes than
  // this. Who is in the middle of one keeps it until it is through.
  uint32_t snapshot_keep_ms = 10'000;
  uint64_t snapshot_bytes_max = 64 * 1024 * 1024;
  // Changes that a replay reads in one step, and the distance up to which a seek goes by the
  // changes between instead of a whole picture.
  uint32_t replay_step_changes_max = 2000;
  // A session's position is written to the seen journal at most this often.
  uint32_t seen_interval_ms = 1000;
  // Commands decided and not yet durable, in one room, before it answers BUSY.
  uint32_t staged_commands_max = 10'000;
  // And their bytes.
  uint64_t staged_bytes_max = 64 * 1024 * 1024;
  // Answers kept in memory by one room beside those that are not durable yet; older ones are looked
  // up in the log.
  uint32_t recent_answers_max = 2'000;
};

}  // namespace samlad
