namespace Sluice.Diagnosis.Lint;

/// <summary>How much a finding matters, in rising order.</summary>
internal enum Severity
{
    /// <summary>Good to know: harmless with the usual heartbeat, or outside of what the file can say.</summary>
    Info,

    /// <summary>Breaks streams under conditions that the file cannot show.</summary>
    Warning,

    /// <summary>Breaks streams.</summary>
    Error,
}

internal static class SeverityNames
{
    public static string Name(this Severity severity) => severity switch { Severity.Error => "error", Severity.Warning => "warning", _ => "info" };

    /// <summary>SARIF calls the lowest level a note.</summary>
    public static string SarifLevel(this Severity severity) => severity == Severity.Info ? "note" : severity.Name();
}
