vcl 4.1;
import std;

backend llm {
    .host = "10.0.0.11";
    .port = "8000";
    .first_byte_timeout = 300s;
    .between_bytes_timeout = 300s;
}

sub vcl_recv {
    if (req.method == "PUT") {
        std.cache_req_body(1MB);
    }
}

sub vcl_backend_error {
    if (bereq.retries < 3 && bereq.method != "POST") {
        return (retry);
    }
}
