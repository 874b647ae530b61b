#pragma once

#include <boost/asio/ssl/context.hpp>
#include <boost/system/error_code.hpp>
#include <string>

#include "clients/cpp/address.h"

namespace samlad::client {

// A context that verifies servers against the system's certificates and address.ca_file, TLS 1.2
// and later. False, with a sentence, if the file cannot be used.
bool MakeTlsContext(const Address& address, boost::asio::ssl::context* context, std::string* error);

// Names the host to the server (SNI), and has its certificate checked for that name.
// REQUIRES: before the handshake of `handle`.
void ExpectHost(const Address& address, SSL* handle);

// Why a TLS handshake failed, in words: what is wrong with the certificate, if it is that.
std::string DescribeTlsFailure(const Address& address, SSL* handle,
                               const boost::system::error_code& error);
// The certificate is what is wrong: the next attempt would end the same way.
bool CertificateRefused(SSL* handle);

}  // namespace samlad::client
