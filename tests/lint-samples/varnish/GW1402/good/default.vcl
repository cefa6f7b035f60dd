vcl 4.1;
import std;
include "compression.vcl";

backend llm {
    .host = "10.0.0.11";
    .port = "8000";
    .first_byte_timeout = 300s;
    .between_bytes_timeout = 300s;
}

sub vcl_backend_response {
    if (beresp.http.content-type ~ "event-stream") {
        set beresp.uncacheable = true;
        return (deliver);
    }
    call compress_text;
}
