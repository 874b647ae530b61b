#include "clients/cpp/tls.h"

#include <arpa/inet.h>
#include <openssl/err.h>
#include <openssl/ssl.h>
#include <openssl/x509v3.h>

namespace samlad::client {
namespace {

bool IsIpAddress(const std::string& host) {
  unsigned char raw[16];
  return inet_pton(AF_INET, host.c_str(), raw) == 1 || inet_pton(AF_INET6, host.c_str(), raw) == 1;
}

}  // namespace

bool MakeTlsContext(const Address& address, boost::asio::ssl::context* context,
                    std::string* error) {
  boost::system::error_code failed;
  context->set_default_verify_paths(failed);
  SSL_CTX_set_min_proto_version(context->native_handle(), TLS1_2_VERSION);
  context->set_verify_mode(boost::asio::ssl::verify_peer, failed);
  if (address.ca_file.empty()) return true;
  context->load_verify_file(address.ca_file, failed);
  ERR_clear_error();
  if (!failed) return true;
  *error = "The certificates in '" + address.ca_file + "' cannot be read: " + failed.message() +
           ". It has to be a PEM file.";
  return false;
}

void ExpectHost(const Address& address, SSL* handle) {
  X509_VERIFY_PARAM* param = SSL_get0_param(handle);
  if (IsIpAddress(address.host)) {
    X509_VERIFY_PARAM_set1_ip_asc(param, address.host.c_str());
  } else {
    // RFC 6066 knows names here, not addresses.
    (void)SSL_ctrl(handle, SSL_CTRL_SET_TLSEXT_HOSTNAME, TLSEXT_NAMETYPE_host_name,
                   const_cast<char*>(address.host.c_str()));
    X509_VERIFY_PARAM_set1_host(param, address.host.c_str(), address.host.size());
  }
}

bool CertificateRefused(SSL* handle) { return SSL_get_verify_result(handle) != X509_V_OK; }

std::string DescribeTlsFailure(const Address& address, SSL* handle,
                               const boost::system::error_code& error) {
  if (!CertificateRefused(handle)) {
    return "No encrypted connection to " + address.authority() + ": " + error.message() + ".";
  }
  return "The certificate of " + address.authority() + " is not trusted (" +
         X509_verify_cert_error_string(SSL_get_verify_result(handle)) +
         "); if it is signed by an authority of your own, name that one's certificate with --ca.";
}

}  // namespace samlad::client
