vcl 4.1;

backend llm {
    .host = "10.0.0.11";
    .port = "8000";
    .first_byte_timeout = 300s;
    .between_bytes_timeout = 300s;
}

sub collect {
    set beresp.do_stream = false;
}

sub vcl_backend_response {
    if (beresp.http.Content-Type ~ "^text/html" || bereq.url ~ "\.(css|js)$") {
        call collect;
    } elsif (beresp.http.Content-Type !~ "event-stream") {
        set beresp.do_stream = false;
    }
}
