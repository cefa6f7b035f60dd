vcl 4.1;
import std;

backend llm {
    .host = "10.0.0.11";
    .port = "8000";
    .first_byte_timeout = 300s;
    .between_bytes_timeout = 300s;
}

sub vcl_recv {
    if (req.url ~ "^/v1/") {
        return (pass);
    }
    if (req.method == "POST") {
        std.cache_req_body(500KB);
    }
}
