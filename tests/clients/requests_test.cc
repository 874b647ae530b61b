#include <gtest/gtest.h>

#include "tests/clients/peer.h"

namespace samlad::client {
namespace {

v1::ServerMessage HistoryPage(uint64_t request, std::vector<uint64_t> seqs, bool more) {
  v1::ServerMessage message;
  message.mutable_history()->set_request(request);
  message.mutable_history()->set_more(more);
  for (uint64_t seq : seqs) *message.mutable_history()->add_changes() = NoteChange(seq, 'x');
  return message;
}

TEST(Requests, AListIsAskedForAgainUntilItHasCome) {
  Peer peer;
  const uint64_t request = peer.talk.ListIncidents();
  peer.Greet();
  EXPECT_EQ(peer.Heard().at(0).list_incidents().request(), request);
  peer.Reconnect();
  EXPECT_EQ(peer.Heard().at(0).list_incidents().request(), request);
  v1::ServerMessage message;
  message.mutable_incident_list()->set_request(request);
  peer.Say(message);
  peer.Say(message);
  EXPECT_EQ(peer.told.lists.size(), 1u);
  peer.Reconnect();
  EXPECT_TRUE(peer.Heard().empty());
}

TEST(Requests, UniqueNoPageOfAHistoryIsGivenTwice) {
  Peer peer;
  const uint64_t request = peer.talk.GetHistory(LogOf('a'), ItemOf('x'));
  peer.Greet();
  peer.Heard();
  peer.Say(HistoryPage(request, {1, 4, 6}, true));
  peer.Reconnect();
  EXPECT_EQ(peer.Heard().at(0).get_history().request(), request);
  // The server begins at the beginning.
  peer.Say(HistoryPage(request, {1, 4}, true));
  peer.Say(HistoryPage(request, {6, 7}, true));
  peer.Say(HistoryPage(request, {9}, false));
  std::vector<uint64_t> seqs;
  for (const v1::History& page : peer.told.pages) {
    for (const v1::Change& change : page.changes()) seqs.push_back(change.seq());
  }
  EXPECT_EQ(seqs, (std::vector<uint64_t>{1, 4, 6, 7, 9}));
  EXPECT_FALSE(peer.told.pages.back().more());
}

TEST(Requests, TheyAreBounded) {
  ConversationOptions options;
  options.requests.requests_max = 1;
  Peer peer(options);
  EXPECT_NE(peer.talk.ListIncidents(), 0u);
  EXPECT_EQ(peer.talk.ListIncidents(), 0u);
}

}  // namespace
}  // namespace samlad::client
