#include "storage/event_log.h"

namespace samlad {

Status EventLog::PictureAt(const LogId& log, uint64_t at, const ChangeVisitor& visit) const {
  std::vector<uint64_t> seqs;
  const Status status = PictureSeqsAt(log, at, &seqs);
  return status.ok() ? ReadSeqs(log, seqs, visit) : status;
}

}  // namespace samlad
