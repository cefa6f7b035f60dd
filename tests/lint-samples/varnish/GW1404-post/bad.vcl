vcl 4.1;

backend llm {
    .host = "10.0.0.11";
    .port = "8000";
    .first_byte_timeout = 300s;
    .between_bytes_timeout = 300s;
}

sub vcl_recv {
    if (req.method == "PURGE") {
        return (purge);
    }
    if (req.http.Authorization) {
        set req.http.X-Key = req.http.Authorization;
    }
    return (hash); # expect: GW1404
}
