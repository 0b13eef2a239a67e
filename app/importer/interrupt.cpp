#include "app/importer/interrupt.h"

#include <csignal>

namespace twin::app {

namespace {

volatile std::sig_atomic_t raised = 0;

void raise_flag(int) {
    raised = 1;
}

}  // namespace

void catch_interrupts() {
    struct sigaction action {};
    action.sa_handler = raise_flag;
    sigemptyset(&action.sa_mask);
    sigaction(SIGINT, &action, nullptr);
    sigaction(SIGTERM, &action, nullptr);
    sigaction(SIGHUP, &action, nullptr);
}

bool interrupted() {
    return raised != 0;
}

}  // namespace twin::app
