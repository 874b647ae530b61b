#pragma once

#include <string>

#include "clients/cli/talk.h"

namespace samlad::cli {

// Which part of an incident's history is meant.
struct ChangesArguments {
  std::string incident;
  std::string from;  // empty: the beginning
  std::string to;    // empty: the end
  std::string as;    // empty: the own actor
  double speed = 0;  // log time over real time; 0: as fast as the wire takes it
};

// Plays a stretch of an incident's history, change by change. Each change is shown once, whatever
// happened to the connection.
class ChangesTalk : public Talk {
 public:
  ChangesTalk(const Globals& globals, const ChangesArguments& arguments)
      : Talk(globals), arguments_(arguments) {}

 protected:
  // The picture at the beginning of the stretch.
  virtual void Opened(const client::Replica& picture, const v1::ReplayStatus& status) = 0;
  virtual void Show(const v1::Change& change) = 0;
  virtual void ShowRemoved(const std::string& item_id_bytes) { (void)item_id_bytes; }
  // Now and then on the way.
  virtual void Passed(const v1::ReplayStatus& status) { (void)status; }
  // The end is reached; to be followed by Finish.
  virtual void Ended(const v1::ReplayStatus& status) = 0;

 private:
  void Begin() override;
  void OnBatch(const client::Replica& replica, const v1::Batch& batch) override;
  void OnReplay(const v1::ReplayStatus& status) override;

  const ChangesArguments& arguments_;
  v1::Instant until_;
  uint32_t replay_ = 0;
  bool playing_ = false;
  // Everything up to here has been shown.
  uint64_t shown_ = 0;
};

}  // namespace samlad::cli
