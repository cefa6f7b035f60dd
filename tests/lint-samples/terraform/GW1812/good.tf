resource "aws_cloudfront_distribution" "chat" {
  enabled = true

  origin {
    domain_name                 = "chat-origin.example.com"
    origin_id                   = "chat"
    response_completion_timeout = 0

    custom_origin_config {
      http_port              = 80
      https_port             = 443
      origin_protocol_policy = "https-only"
      origin_ssl_protocols   = ["TLSv1.2"]
      origin_read_timeout    = 120
    }
  }
}
