<?php
// Calls functions of WordPress: reads a JSON list of [function, argument, …] and
// answers the list of what they returned.
require __DIR__ . '/wp-load.php';
wp_set_current_user( 1 );
$calls   = json_decode( stream_get_contents( STDIN ), true, 64, JSON_THROW_ON_ERROR );
$answers = array();
foreach ( $calls as $call ) {
	$answers[] = call_user_func_array( array_shift( $call ), $call );
}
echo json_encode( $answers );
