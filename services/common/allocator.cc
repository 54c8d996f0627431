// How jemalloc works in our services. Linked into each (broadsheet_allocator).

// Memory that is free goes back to the system within a second, not within ten: a
// service's size tells what it holds. (jemalloc(3), "TUNING".)
extern "C" {
extern const char* malloc_conf;
const char* malloc_conf = "dirty_decay_ms:1000,muzzy_decay_ms:0";
}
