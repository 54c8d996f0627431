// How jemalloc works in our services. Linked into each (broadsheet_allocator).

// Memory that is free goes back to the system within five seconds, not within ten: a
// service's size tells what it holds. Sooner costs an eighth of the processor time that an
// import takes, to give pages back and get them anew. (jemalloc(3), "TUNING".)
extern "C" {
extern const char* malloc_conf;
const char* malloc_conf = "dirty_decay_ms:5000,muzzy_decay_ms:0";
}
