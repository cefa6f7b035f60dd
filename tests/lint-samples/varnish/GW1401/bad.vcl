vcl 4.1;

backend llm {
    .host = "10.0.0.11";
    .port = "8000";
    .first_byte_timeout = 300s;
    .between_bytes_timeout = 300s;
}

sub vcl_backend_response {
    if (beresp.http.Content-Length) {
        return (deliver);
    }
    # Responses of unknown length are fetched first.
    set beresp.do_stream = false; # expect: GW1401
}
