<?php
// Installs a WordPress whose wp-config.php and database are there, and gives it
// pretty permalinks. Reads the title and the options to set as JSON.
define( 'WP_INSTALLING', true );
require __DIR__ . '/wp-load.php';
require_once ABSPATH . 'wp-admin/includes/upgrade.php';
$wanted = json_decode( stream_get_contents( STDIN ), true, 64, JSON_THROW_ON_ERROR );

// Nobody reads this site's mail.
function wp_new_blog_notification() {}

wp_install( $wanted['title'], 'admin', 'admin@example.org', true, '', wp_generate_password() );
foreach ( $wanted['options'] as $name => $value ) {
	update_option( $name, $value );
}
global $wp_rewrite;
$wp_rewrite->init();
$wp_rewrite->set_permalink_structure( '/%year%/%monthnum%/%postname%/' );
$wp_rewrite->flush_rules( false );

// The post and the page that every new WordPress starts with.
foreach ( get_posts( array( 'post_type' => array( 'post', 'page' ), 'post_status' => 'any' ) ) as $post ) {
	wp_delete_post( $post->ID, true );
}
echo json_encode( array( 'version' => get_bloginfo( 'version' ) ) );
