using System.Text;
using System.Text.Json;
using Sluice.Listeners;

namespace Sluice.Tests.Listeners;

public sealed class RefusalTests
{
    [Fact]
    public void The_length_counts_bytes_not_characters()
    {
        var bytes = new Refusal(403, "policy_denied", "d\u00e9tail \U0001F512 \"quoted\"\r\n") { Request = new ProxyRequest(ProxyRequestForm.Connect, "CONNECT", "h", 1), Reason = "r" }.ToBytes();
        var text = Encoding.UTF8.GetString(bytes);
        var split = text.IndexOf("\r\n\r\n", StringComparison.Ordinal) + 4;
        var body = Encoding.UTF8.GetBytes(text[split..]);
        Assert.Contains($"\r\nContent-Length: {body.Length}\r\n", text[..split]);
        Assert.NotEqual(text[split..].Length, body.Length);
        Assert.Equal("d\u00e9tail \U0001F512 \"quoted\"\r\n", JsonDocument.Parse(body).RootElement.GetProperty("detail").GetString());
    }

    [Fact]
    public void What_is_not_known_is_null_and_what_was_not_decided_is_absent()
    {
        var denied = Json(new Refusal(403, "policy_denied", "d") { Request = new ProxyRequest(ProxyRequestForm.Origin, "GET", null, null), Reason = "r" });
        Assert.Equal(JsonValueKind.Null, denied.GetProperty("host").ValueKind);
        Assert.Equal(JsonValueKind.Null, denied.GetProperty("port").ValueKind);
        Assert.Equal(["error", "detail"], Json(Refusal.TooLarge(8192)).EnumerateObject().Select(p => p.Name));
    }

    static JsonElement Json(Refusal refusal)
    {
        var text = Encoding.UTF8.GetString(refusal.ToBytes());
        return JsonDocument.Parse(text[(text.IndexOf("\r\n\r\n", StringComparison.Ordinal) + 4)..]).RootElement;
    }
}
