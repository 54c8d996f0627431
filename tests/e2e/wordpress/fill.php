<?php
// Fills a WordPress: reads categories, authors and posts as JSON, and answers the
// ids of the posts in their order.
require __DIR__ . '/wp-load.php';
wp_set_current_user( 1 );
$wanted = json_decode( stream_get_contents( STDIN ), true, 64, JSON_THROW_ON_ERROR );

$terms = array();
foreach ( $wanted['categories'] as $category ) {
	$parent = $category['parent'] ? $terms[ $category['parent'] ] : 0;
	$term   = wp_insert_term(
		$category['name'],
		'category',
		array(
			'slug'   => $category['slug'],
			'parent' => $parent,
		)
	);
	$terms[ $category['slug'] ] = $term['term_id'];
}
$authors = array();
foreach ( $wanted['authors'] as $author ) {
	$authors[ $author['login'] ] = wp_insert_user(
		array(
			'user_login'   => $author['login'],
			'user_pass'    => wp_generate_password(),
			'display_name' => $author['name'],
			'role'         => 'author',
		)
	);
}
$ids = array();
wp_defer_term_counting( true ); // As importers do.
foreach ( $wanted['posts'] as $post ) {
	$id = wp_insert_post(
		wp_slash(
			array(
				'post_title'    => $post['title'],
				'post_content'  => $post['content'],
				'post_excerpt'  => $post['excerpt'] ?? '',
				'post_status'   => $post['status'],
				'post_date'     => $post['date'],
				'post_author'   => $authors[ $post['author'] ],
				'post_category' => array_map( fn( $slug ) => $terms[ $slug ], $post['categories'] ),
				'tags_input'    => $post['tags'],
			)
		),
		true
	);
	if ( is_wp_error( $id ) ) {
		fwrite( STDERR, $post['title'] . ': ' . $id->get_error_message() . "\n" );
		exit( 1 );
	}
	if ( ! empty( $post['sticky'] ) ) {
		stick_post( $id );
	}
	$ids[] = $id;
}
wp_defer_term_counting( false );
echo json_encode( $ids );
