#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

// What is fuzzed. Each target takes any bytes and must neither crash nor break an invariant: it
// CHECKs, so that a breach is an abort with its place. None keeps anything between two inputs that
// would alter what the second does.
namespace samlad::fuzz {

// A frame from a client, through the codec and a session: the first byte chooses the codec.
int FuzzClientFrames(const uint8_t* data, size_t size);
// A whole life of rooms and sessions: the bytes are read as a sequence of messages, commands,
// ticks, reads, commits and restarts.
int FuzzSession(const uint8_t* data, size_t size);
// A change as it lies in the log: parsed, applied, validated.
int FuzzStoredChanges(const uint8_t* data, size_t size);
// The other forms that are stored: the HEAD file, Merkle trees, where a log stands, digests.
int FuzzStoredForms(const uint8_t* data, size_t size);

// Real inputs to begin with, made of real messages.
std::vector<std::string> ClientFramesCorpus();
std::vector<std::string> SessionCorpus();
std::vector<std::string> StoredChangesCorpus();
std::vector<std::string> StoredFormsCorpus();

}  // namespace samlad::fuzz
