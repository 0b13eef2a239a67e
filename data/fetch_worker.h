#pragma once

#include "base/worker.h"

namespace twin::data {

/// The worker's side of copy_of_service (service_copy.h): `first` is the fetch order with the file to write into. It
/// may connect to servers and read certificates, and has no files of the person. Returns the exit code.
int run_fetch(base::WorkerChannel& channel, const base::WorkerMessage& first);

}  // namespace twin::data
