#include "privileges.hpp"

#include <grp.h>
#include <linux/capability.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <system_error>
#include <vector>

#include <fmt/core.h>

#include "usage_error.hpp"

namespace nmsgxx::tools {
namespace {

[[noreturn]] void refuse(const std::string& name, const std::string& why) {
  throw UsageError(fmt::format("unable to change to user {}: {}", name, why));
}

// setuid() lets them go, unless the process was started with securebits that say otherwise.
bool drop_capabilities() {
  __user_cap_header_struct header{_LINUX_CAPABILITY_VERSION_3, 0};
  const std::array<__user_cap_data_struct, _LINUX_CAPABILITY_U32S_3> none{};
  return syscall(SYS_capset, &header, none.data()) == 0;
}

bool has_groups_of(const passwd& user) {
  int count = 0;
  getgrouplist(user.pw_name, user.pw_gid, nullptr, &count);
  std::vector<gid_t> want(static_cast<std::size_t>(count));
  getgrouplist(user.pw_name, user.pw_gid, want.data(), &count);
  std::vector<gid_t> have(static_cast<std::size_t>(std::max(getgroups(0, nullptr), 0)));
  const int got = getgroups(static_cast<int>(have.size()), have.data());
  std::ranges::sort(want);
  std::ranges::sort(have);
  return got >= 0 && std::ranges::includes(want, have);
}

bool is_only(const passwd& user) {
  std::array<uid_t, 3> users{};
  std::array<gid_t, 3> groups{};
  getresuid(&users[0], &users[1], &users[2]);
  getresgid(&groups[0], &groups[1], &groups[2]);
  return std::ranges::count(users, user.pw_uid) == 3 && std::ranges::count(groups, user.pw_gid) == 3 && has_groups_of(user);
}

}  // namespace

const passwd& user_called(const std::string& name) {
  const passwd* user = getpwnam(name.c_str());
  if (user == nullptr) throw UsageError(fmt::format("username {} does not exist", name));
  return *user;
}

void become_user(const std::string& name) {
  const passwd& user = user_called(name);
  const bool root = user.pw_uid == 0;
  if (initgroups(user.pw_name, user.pw_gid) != 0 || setgid(user.pw_gid) != 0 || setuid(user.pw_uid) != 0 ||
      (!root && !drop_capabilities())) {
    refuse(name, std::generic_category().message(errno));
  }
  if (!is_only(user)) refuse(name, "the system has not done it");
  if (!root && setuid(0) == 0) refuse(name, "the way back is open");
}

void refuse_new_privileges() {
  if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0) {
    throw UsageError(fmt::format("unable to refuse new privileges: {}", std::generic_category().message(errno)));
  }
}

}  // namespace nmsgxx::tools
