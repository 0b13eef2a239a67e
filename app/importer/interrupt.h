#pragma once

namespace twin::app {

/// From now on Ctrl-C and a polite kill only raise a flag, so that half a file can be removed.
void catch_interrupts();
bool interrupted();

}  // namespace twin::app
