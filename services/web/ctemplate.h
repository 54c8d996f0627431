// Google's ctemplate, which relies on its users for strlen().
#pragma once

// clang-format off
#include <cstring>
#include <ctemplate/template.h>
#include <ctemplate/template_dictionary.h>
// clang-format on
