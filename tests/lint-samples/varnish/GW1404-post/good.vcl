vcl 4.1;

backend llm {
    .host = "10.0.0.11";
    .port = "8000";
    .first_byte_timeout = 300s;
    .between_bytes_timeout = 300s;
}

sub vcl_recv {
    if (req.method == "POST") {
        return (pass);
    }
    return (hash);
}

sub vcl_backend_response {
    set beresp.uncacheable = (beresp.http.Content-Type ~ "event-stream");
    if (beresp.http.Content-Type ~ "event-stream") {
        set beresp.uncacheable = true;
    } else {
        set beresp.ttl = 10m;
    }
}
