#include "server/gateway/routes.h"

#include "server/gateway/accounts_route.h"
#include "server/gateway/clock.h"

namespace samlad {
namespace {

std::string ContentSecurityPolicy(const std::vector<std::string>& map_origins) {
  std::string maps;
  for (const std::string& origin : map_origins) maps += " " + origin;
  return "default-src 'none'; script-src 'self'; style-src 'self'; font-src 'self'; "
         "img-src 'self' data: blob:" +
         maps + "; connect-src 'self'" + maps +
         "; worker-src 'self' blob:; manifest-src 'self'; base-uri 'none'; form-action 'self'; "
         "frame-ancestors 'none'";
}

HttpResponse MethodNotAllowed(const std::string& allowed) {
  HttpResponse response = TextResponse(405, "Use " + allowed + " here.");
  response.headers.emplace_back("Allow", allowed);
  return response;
}

HttpResponse Uncached(std::string content_type, std::string body) {
  HttpResponse response;
  response.content_type = std::move(content_type);
  response.headers.emplace_back("Cache-Control", "no-store");
  response.body = std::make_shared<const std::string>(std::move(body));
  return response;
}

}  // namespace

Routes::Routes(Setup setup)
    : setup_(std::move(setup)),
      login_(setup_.login),
      web_(std::make_shared<const WebFolder>()),
      security_headers_{
          {"Content-Security-Policy", ContentSecurityPolicy(setup_.map_origins)},
          {"X-Content-Type-Options", "nosniff"},
          {"X-Frame-Options", "DENY"},
          {"Referrer-Policy", "no-referrer"},
          {"Cross-Origin-Opener-Policy", "same-origin"},
          {"Cross-Origin-Resource-Policy", "same-origin"},
          {"Permissions-Policy", "camera=(), microphone=(), geolocation=(self)"},
      } {
  if (setup_.login.tls) {
    security_headers_.emplace_back("Strict-Transport-Security", "max-age=31536000");
  }
}

void Routes::Handle(const HttpRequest& request, Respond respond) {
  if (request.path.starts_with("/api/")) return Api(request, std::move(respond));
  respond(Page(request));
}

HttpResponse Routes::Page(const HttpRequest& request) const {
  if (request.path == "/ws") return TextResponse(426, "This is a WebSocket address.");
  if (request.method != "GET" && request.method != "HEAD") return MethodNotAllowed("GET");
  if (request.path == "/healthz") {
    return Uncached("application/json", HealthPage(*setup_.rooms, setup_.gauges()));
  }
  if (request.path == "/metrics") {
    return Uncached("text/plain; version=0.0.4; charset=utf-8",
                    MetricsPage(*setup_.rooms, *setup_.counters, setup_.gauges()));
  }
  return web_->Get(request);
}

void Routes::Api(const HttpRequest& request, Respond respond) {
  const bool known = request.path == "/api/v1/login" || request.path == "/api/v1/logout" ||
                     request.path == "/api/v1/accounts";
  if (!known) {
    return respond(TextResponse(404, "There is no such call."));
  }
  if (request.method != "POST") return respond(MethodNotAllowed("POST"));
  if (request.has_origin && !setup_.origins->Allows(request.origin)) {
    return respond(TextResponse(403, "Pages of this origin may not ask this."));
  }
  if (request.path == "/api/v1/logout") return respond(login_.Logout());
  if (request.path == "/api/v1/accounts") {
    return respond(ListAccounts(request, setup_.login.access, WallMs()));
  }
  login_.Login(request, std::move(respond));
}

}  // namespace samlad
