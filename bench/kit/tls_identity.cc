#include "bench/kit/tls_identity.h"

#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/ssl.h>
#include <openssl/x509.h>

#include <cstdio>

#include "storage/check.h"

namespace samlad::bench {
namespace {

// The certificate is good for the longest of runs.
constexpr long kLifetimeSeconds = 24 * 3600;

X509* SelfSigned(EVP_PKEY* key) {
  X509* certificate = X509_new();
  CHECK(certificate != nullptr);
  X509_set_version(certificate, X509_VERSION_3);
  ASN1_INTEGER_set(X509_get_serialNumber(certificate), 1);
  X509_gmtime_adj(X509_getm_notBefore(certificate), 0);
  X509_gmtime_adj(X509_getm_notAfter(certificate), kLifetimeSeconds);
  X509_set_pubkey(certificate, key);
  X509_NAME* name = X509_get_subject_name(certificate);
  X509_NAME_add_entry_by_txt(name, "CN", MBSTRING_ASC,
                             reinterpret_cast<const unsigned char*>("127.0.0.1"), -1, -1, 0);
  X509_set_issuer_name(certificate, name);
  CHECK(X509_sign(certificate, key, EVP_sha256()) != 0);
  return certificate;
}

template <typename Write>
void WriteFile(const std::string& path, Write write) {
  std::FILE* file = std::fopen(path.c_str(), "w");
  CHECK(file != nullptr && write(file) == 1);
  CHECK(std::fclose(file) == 0);
}

}  // namespace

TlsIdentity::TlsIdentity(const std::string& folder)
    : certificate_file_(folder + "/certificate.pem"),
      key_file_(folder + "/key.pem"),
      client_context_(SSL_CTX_new(TLS_client_method())) {
  CHECK(client_context_ != nullptr);
  EVP_PKEY* key = EVP_EC_gen("P-256");
  CHECK(key != nullptr);
  X509* certificate = SelfSigned(key);
  WriteFile(certificate_file_, [&](std::FILE* file) { return PEM_write_X509(file, certificate); });
  WriteFile(key_file_, [&](std::FILE* file) {
    return PEM_write_PrivateKey(file, key, nullptr, nullptr, 0, nullptr, nullptr);
  });
  X509_free(certificate);
  EVP_PKEY_free(key);
}

TlsIdentity::~TlsIdentity() { SSL_CTX_free(client_context_); }

}  // namespace samlad::bench
