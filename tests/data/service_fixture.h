#pragma once

#include <stdlib.h>

#include <chrono>
#include <filesystem>
#include <string>

#include <gtest/gtest.h>

#include "data/import_file.h"
#include "data/service_copy.h"

namespace twin::test {

/// A cache of its own and a server's data as an import would get them.
class ServiceTest : public testing::Test {
  protected:
    ServiceTest() {
        char name[] = "/tmp/stadtzwilling-test-XXXXXX";
        folder = ::mkdtemp(name);
        ::setenv("STADTZWILLING_CACHE", folder.c_str(), 1);
    }
    ~ServiceTest() override {
        ::unsetenv("STADTZWILLING_CACHE");
        std::filesystem::remove_all(folder);
    }

    static data::ServiceRequest request_for(const std::string& path, const std::string& format = {}) {
        data::ServiceRequest request;
        auto address = data::understand_service(path, format);
        EXPECT_TRUE(address.ok()) << address.error().message;
        if (address.ok()) request.address = *address;
        request.patience = {2, 1, 4};
        return request;
    }
    base::Result<data::ServiceCopy> copy(const data::ServiceRequest& request) {
        base::WorkerLimits limits;
        limits.cpu_seconds = 60;
        return data::copy_of_service(request, limits, {});
    }
    std::string error_of(const data::ServiceRequest& request) {
        const auto copied = copy(request);
        return copied.ok() ? "no error" : copied.error().message;
    }
    /// Fetches and reads the copy into `sink`.
    void import(const data::ServiceRequest& request) {
        auto copied = copy(request);
        ASSERT_TRUE(copied.ok()) << copied.error().message;
        got = std::move(*copied);
        base::WorkerLimits limits;
        data::SourceOptions options = request.options;
        options.more.erase("sql");  // the server has answered it, as in app/importer/planned_service.cpp
        const auto read = data::read_in_worker(got.file, got.format, options, limits, sink, {});
        ASSERT_TRUE(read.ok()) << read.error().message;
    }

    std::filesystem::path folder;
    data::ServiceCopy got;
    data::CollectingSink sink;
};

}  // namespace twin::test
