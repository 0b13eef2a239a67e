#include <arpa/inet.h>
#include <cpl_conv.h>
#include <cpl_http.h>
#include <netinet/in.h>

#include <memory>
#include <string>

#include <gtest/gtest.h>

#include "data/address_guard.h"
#include "data/sources/gdal_setup.h"
#include "tests/data/http_server.h"

namespace {

using namespace twin;

bool is_private(const char* text) {
    sockaddr_in v4{};
    v4.sin_family = AF_INET;
    if (::inet_pton(AF_INET, text, &v4.sin_addr) == 1)
        return data::is_private_address(reinterpret_cast<const sockaddr*>(&v4));
    sockaddr_in6 v6{};
    v6.sin6_family = AF_INET6;
    EXPECT_EQ(::inet_pton(AF_INET6, text, &v6.sin6_addr), 1) << text;
    return data::is_private_address(reinterpret_cast<const sockaddr*>(&v6));
}

TEST(AddressGuard, KnowsWhatBelongsToTheHouse) {
    for (const char* inside : {"127.0.0.1", "10.1.2.3", "172.16.0.1", "172.31.255.255", "192.168.1.1",
                               "169.254.169.254", "100.64.0.1", "0.0.0.0", "224.0.0.1", "255.255.255.255", "::1",
                               "::", "fe80::1", "fd00::1", "::ffff:10.0.0.1", "64:ff9b::a00:1"})
        EXPECT_TRUE(is_private(inside)) << inside;
    for (const char* outside : {"8.8.8.8", "172.32.0.1", "172.15.255.255", "192.169.0.1", "100.128.0.1", "11.0.0.1",
                                "126.255.255.255", "2001:4860:4860::8888", "::ffff:8.8.8.8"})
        EXPECT_FALSE(is_private(outside)) << outside;
}

TEST(AddressGuard, FindsTheHostInAnAddress) {
    EXPECT_EQ(data::host_in("https://user:word@geo.example:8443/wfs?x=http://y"), "geo.example");
    EXPECT_EQ(data::host_in("http://[::1]:80/"), "::1");
    EXPECT_EQ(data::host_in("http://10.0.0.1"), "10.0.0.1");
    EXPECT_EQ(data::host_in("host=x"), "");
}

std::string fetch(const std::string& address) {
    const std::unique_ptr<CPLHTTPResult, void (*)(CPLHTTPResult*)> result(CPLHTTPFetch(address.c_str(), nullptr),
                                                                          CPLHTTPDestroyResult);
    if (!result || !result->pabyData) return {};
    return {reinterpret_cast<const char*>(result->pabyData), static_cast<std::size_t>(result->nDataLen)};
}

TEST(AddressGuard, APublicHostLeadsNobodyIntoTheHouse) {
    data::prepare_gdal();
    for (const char* proxy : {"http_proxy", "https_proxy", "HTTPS_PROXY", "all_proxy", "ALL_PROXY"}) ::unsetenv(proxy);
    test::HttpServer server([](const test::HttpRequest&) { return test::HttpAnswer{.body = "secret"}; });
    data::guard_addresses("8.8.8.8");
    EXPECT_EQ(fetch(server.url() + "/"), "");
    EXPECT_EQ(data::refused_address(), "127.0.0.1");
    data::guard_addresses("localhost");  // who asks for the house itself gets in
    EXPECT_EQ(fetch(server.url() + "/"), "secret");
    data::stop_guarding_addresses();
}

}  // namespace
