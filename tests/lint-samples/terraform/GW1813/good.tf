data "aws_cloudfront_cache_policy" "off" {
  name = "Managed-CachingDisabled"
}

resource "aws_cloudfront_distribution" "app" {
  enabled = true

  ordered_cache_behavior {
    path_pattern           = "/events/*"
    target_origin_id       = "app"
    viewer_protocol_policy = "https-only"
    allowed_methods        = ["GET", "HEAD", "OPTIONS"]
    cached_methods         = ["GET", "HEAD"]
    cache_policy_id        = data.aws_cloudfront_cache_policy.off.id
  }

  ordered_cache_behavior {
    path_pattern           = "/api/stream"
    target_origin_id       = "app"
    viewer_protocol_policy = "https-only"
    allowed_methods        = ["GET", "HEAD"]
    cached_methods         = ["GET", "HEAD"]
    min_ttl                = 0
    default_ttl            = 0
    max_ttl                = 0

    forwarded_values {
      query_string = true
      cookies {
        forward = "none"
      }
    }
  }
}
