#include "clients/cli/offline.h"

#include <iostream>

#include "clients/cli/exit_code.h"

namespace samlad::cli {

int ComplainOf(const Status& status) {
  std::cerr << "samla: " << status.message() << '\n';
  switch (status.code()) {
    case Status::Code::kDamaged:
      return kExitDamaged;
    case Status::Code::kNotFound:
      return kExitWrongUse;
    default:
      return kExitStorage;
  }
}

}  // namespace samlad::cli
