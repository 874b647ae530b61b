#pragma once

#include <string>

struct ssl_ctx_st;

namespace samlad::bench {

// A key and a certificate that vouches for itself, for a server of the benchmark; and a client's
// context that asks for no more. ECDSA on P-256, as most servers have it.
class TlsIdentity {
 public:
  // The files are made in `folder`. The process ends if that cannot be.
  explicit TlsIdentity(const std::string& folder);
  ~TlsIdentity();
  TlsIdentity(const TlsIdentity&) = delete;
  TlsIdentity& operator=(const TlsIdentity&) = delete;

  const std::string& certificate_file() const { return certificate_file_; }
  const std::string& key_file() const { return key_file_; }
  ssl_ctx_st* client_context() const { return client_context_; }

 private:
  const std::string certificate_file_;
  const std::string key_file_;
  ssl_ctx_st* client_context_;
};

}  // namespace samlad::bench
