<?php
// Answers, as JSON, what WordPress itself holds of its published posts, newest
// first: everything that an archive of them should know.
require __DIR__ . '/wp-load.php';

function text( $html ) {
	// Tags that end a line are no part of a word.
	$html = preg_replace( '#</?(p|br|li|ul|figure|blockquote|div|h\d)\b[^>]*>#i', ' ', $html );
	$text = html_entity_decode( wp_strip_all_tags( $html ), ENT_QUOTES | ENT_HTML5, 'UTF-8' );
	return trim( preg_replace( '/\s+/u', ' ', $text ) );
}

function slugs( $id, $taxonomy ) {
	$slugs = array();
	foreach ( wp_get_object_terms( $id, $taxonomy ) as $term ) {
		$slugs[] = urldecode( $term->slug );
	}
	sort( $slugs );
	return $slugs;
}

$posts = array();
$query = new WP_Query(
	array(
		'post_type'           => 'post',
		'post_status'         => 'publish',
		'posts_per_page'      => -1,
		'ignore_sticky_posts' => true,
	)
);
while ( $query->have_posts() ) {
	$query->the_post();
	global $post;
	$parts   = get_extended( $post->post_content );
	$whole   = preg_replace( '/<!--more.*?-->/', '', $post->post_content );
	$feed    = clone $post; // Summaries in feeds ignore the more-tag.

	$feed->post_content = $whole;
	$posts[] = array(
		'id'         => $post->ID,
		'guid'       => get_the_guid(),
		'title'      => text( get_the_title() ),
		'link'       => get_permalink(),
		'date'       => get_post_time( 'c', true ),
		'author'     => get_the_author(),
		'categories' => slugs( $post->ID, 'category' ),
		'tags'       => slugs( $post->ID, 'post_tag' ),
		'body'       => text( apply_filters( 'the_content', $whole ) ),
		'has_more'   => '' !== $parts['extended'],
		'more_label' => $parts['more_text'],
		'lead'       => text( apply_filters( 'the_content', $parts['main'] ) ),
		'summary'    => text( wp_trim_excerpt( $post->post_excerpt, $feed ) ),
	);
}

function names( $taxonomy ) {
	$names = array();
	foreach ( get_terms( array( 'taxonomy' => $taxonomy, 'hide_empty' => false ) ) as $term ) {
		$names[ urldecode( $term->slug ) ] = html_entity_decode( $term->name );
	}
	return $names;
}

echo json_encode(
	array(
		'posts'      => $posts,
		'categories' => names( 'category' ),
		'tags'       => names( 'post_tag' ),
	),
	JSON_UNESCAPED_UNICODE
);
