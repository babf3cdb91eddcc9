#pragma once

#include <functional>

namespace nmsgxx::test {

/// Where multicast goes in a private network.
enum class Groups { loopback, nowhere };

/// Runs something on a thread of its own, in a network of its own: a loopback interface, and no traffic but what is made
/// there.
///
/// @return false when the system does not permit it; nothing was run then
bool in_private_network(const std::function<void()>& what, Groups groups = Groups::loopback);

}  // namespace nmsgxx::test
