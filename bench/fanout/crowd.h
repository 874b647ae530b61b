#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "bench/fanout/picture_parts.h"
#include "bench/fanout/poller.h"
#include "bench/fanout/samlad_stage.h"

namespace samlad::bench {

// Clients that come all at once: each connects, says Hello and Watch in one message, and is live
// when it has the picture at the head of the log. Nobody waits for anybody.
//
// Threads: one at a time.
class Crowd {
 public:
  struct Options {
    size_t clients = 0;
    // Only connect and upgrade, and say nothing: what joining costs is beside that.
    bool bare = false;
    // The position that they hold; 0 and 0 to join. What they hold is not sent again.
    uint64_t epoch = 0;
    uint64_t from = 0;
  };

  // What came of it.
  struct Outcome {
    double all_live_s = 0;
    double server_us_each = 0;
    double generator_share = 0;
    double bytes_each = 0;
    uint64_t plain_parts = 0;  // of the catch-ups, not deflated
  };

  // The clients are of all the stage's players in turn; `pictures` has for each what it sees in the
  // end beyond `from`. REQUIRES: nobody writes meanwhile.
  Crowd(SamladStage* stage, std::vector<PictureParts>* pictures, const Options& options);

  // Lets them come. The benchmark ends if one is refused, misses something or gets it twice. They
  // stay connected until the crowd ends.
  Outcome Come();

 private:
  struct Client {
    WebSocket socket;
    Poller::Entry entry = nullptr;
    size_t player = 0;
    bool asked = false;
    bool live = false;
    size_t parts = 0;
    uint64_t changes = 0;
    uint64_t mix = 0;
  };

  void OnReady(Client* client);
  void OnPiece(const Piece& piece, Client* client);
  std::string FirstFrame(size_t player) const;

  SamladStage* const stage_;
  std::vector<PictureParts>* const pictures_;
  const Options options_;
  const uint64_t head_;
  Poller poller_;
  std::vector<Client> clients_;
  std::vector<std::string> first_frames_;  // of each player
  size_t live_ = 0;
  uint64_t plain_parts_ = 0;
};

}  // namespace samlad::bench
