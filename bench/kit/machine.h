#pragma once

#include <string>

namespace samlad::bench {

// The machine in lines of Markdown: processor, cores, memory, kernel, disk and file system of
// `folder`, compiler, versions of the libraries.
std::string DescribeMachine(const std::string& folder);

// Sockets are descriptors: takes as many as the system lets us have, and says how many.
size_t RaiseDescriptorLimit();

}  // namespace samlad::bench
