<?php
// Answers what WordPress's own export of everything is (Tools, Export), as JSON.
require __DIR__ . '/wp-load.php';
require_once ABSPATH . 'wp-admin/includes/export.php';
wp_set_current_user( 1 );
ob_start();
export_wp( json_decode( stream_get_contents( STDIN ), true ) ?? array() );
echo json_encode( base64_encode( ob_get_clean() ) );
