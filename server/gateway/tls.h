#pragma once

#include <memory>
#include <string>

#include "server/gateway/beast.h"
#include "storage/status.h"

namespace samlad {

// Reads a certificate chain and its key (both PEM) into a context for TLS 1.2 and later with
// forward secrecy. The error says which file is wrong.
Status LoadTls(const std::string& certificate_file, const std::string& key_file,
               std::shared_ptr<boost::asio::ssl::context>* context);

}  // namespace samlad
