# broadsheet_embed_sql(TARGET NAMESPACE)
#
# Makes the SQL beside a service part of its binary, as the generated header
# "SERVICE/sql.h" (SERVICE is the name of the directory that calls this):
#   sql/get_article.sql        -> constexpr Statement NAMESPACE::sql::kGetArticle
#   migrations/0001_record.sql -> an element of NAMESPACE::sql::kMigrations
function(broadsheet_embed_sql target namespace)
  get_filename_component(service "${CMAKE_CURRENT_SOURCE_DIR}" NAME)
  set(generated "${CMAKE_CURRENT_BINARY_DIR}/sql/${service}/sql.h")
  file(GLOB_RECURSE inputs CONFIGURE_DEPENDS
    "${CMAKE_CURRENT_SOURCE_DIR}/sql/*.sql" "${CMAKE_CURRENT_SOURCE_DIR}/migrations/*.sql")
  add_custom_command(
    OUTPUT "${generated}"
    COMMAND "${PYTHON3}" "${PROJECT_SOURCE_DIR}/cmake/embed_sql.py"
      "${namespace}" "${CMAKE_CURRENT_SOURCE_DIR}" "${generated}"
    DEPENDS ${inputs} "${PROJECT_SOURCE_DIR}/cmake/embed_sql.py"
    VERBATIM)
  target_sources(${target} PRIVATE "${generated}")
  target_include_directories(${target} PUBLIC "${CMAKE_CURRENT_BINARY_DIR}/sql")
endfunction()
