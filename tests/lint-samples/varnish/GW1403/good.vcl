vcl 4.1;

backend llm {
    .host = "10.0.0.11";
    .port = "8000";
    .first_byte_timeout = 300s;
    .between_bytes_timeout = 300s;
}

sub vcl_backend_response {
    set beresp.do_esi = true;
    if (beresp.http.Content-Type ~ "(?i)event-stream" || bereq.url ~ "^/v1/") {
        set beresp.do_esi = false;
    }
    if (beresp.http.Surrogate-Control ~ "ESI/1.0" && beresp.http.Content-Type ~ "html") {
        unset beresp.http.Surrogate-Control;
        set beresp.do_esi = true;
    }
}
