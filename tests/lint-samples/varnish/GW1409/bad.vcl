vcl 4.1;
import std;

backend llm {
    .host = "10.0.0.11";
    .port = "8000";
    .first_byte_timeout = 300s;
    .between_bytes_timeout = 300s;
}

sub vcl_recv {
    std.cache_req_body(1MB); # expect: GW1408
}

sub vcl_backend_error {
    if (bereq.retries < 3) {
        return (retry); # expect: GW1409
    }
}
