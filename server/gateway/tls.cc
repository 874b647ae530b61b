#include "server/gateway/tls.h"

namespace samlad {

namespace ssl = boost::asio::ssl;

Status LoadTls(const std::string& certificate_file, const std::string& key_file,
               std::shared_ptr<ssl::context>* context) {
  auto made = std::make_shared<ssl::context>(ssl::context::tls_server);
  SSL_CTX* native = made->native_handle();
  // TLS 1.3 chooses its own suites; these are what is left of 1.2.
  if (SSL_CTX_set_min_proto_version(native, TLS1_2_VERSION) != 1 ||
      SSL_CTX_set_cipher_list(native, "ECDHE+AESGCM:ECDHE+CHACHA20") != 1) {
    return Status(Status::Code::kIo, "this OpenSSL knows no TLS 1.2");
  }
  SSL_CTX_set_options(
      native, SSL_OP_NO_COMPRESSION | SSL_OP_NO_RENEGOTIATION | SSL_OP_CIPHER_SERVER_PREFERENCE);
  // An idle connection keeps no record buffers, and what a full socket refused may be offered again
  // from elsewhere in memory. Sessions are resumed by tickets alone: the client keeps what is
  // needed.
  SSL_CTX_set_mode(native, SSL_MODE_RELEASE_BUFFERS | SSL_MODE_ACCEPT_MOVING_WRITE_BUFFER);
  // One call reads one record. Otherwise it reads on over records that are no data, such as new
  // keys, as long as more of them come, and whoever sends them holds up the loop.
  SSL_CTX_clear_mode(native, SSL_MODE_AUTO_RETRY);
  SSL_CTX_set_session_cache_mode(native, SSL_SESS_CACHE_OFF);
  boost::system::error_code error;
  made->use_certificate_chain_file(certificate_file, error);
  if (error) {
    return Status(Status::Code::kIo,
                  "cannot use the certificate " + certificate_file + ": " + error.message());
  }
  // Refuses a key that is not the certificate's.
  made->use_private_key_file(key_file, ssl::context::pem, error);
  if (error) {
    return Status(Status::Code::kIo, "cannot use the key " + key_file + ": " + error.message());
  }
  *context = std::move(made);
  return Status();
}

}  // namespace samlad
