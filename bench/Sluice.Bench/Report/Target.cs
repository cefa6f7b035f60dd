using System.Globalization;

namespace Sluice.Bench.Report;

/// <summary>What a row of Sluice's has to reach: a number of its own, or one measured against nginx in the same round.</summary>
sealed record Target(double Number, TargetKind Kind, bool AtLeast)
{
    public static Target TimesNginx(double times, bool atLeast = false) => new(times, TargetKind.TimesNginx, atLeast);

    public static Target NginxPlus(double more) => new(more, TargetKind.NginxPlus, false);

    public static Target AtMost(double most) => new(most, TargetKind.Absolute, false);

    /// <summary>Whether it needs nginx beside it.</summary>
    public bool Relative => Kind != TargetKind.Absolute;

    /// <summary>The number to compare with the target, in one round.</summary>
    /// <param name="value">Sluice's.</param>
    /// <param name="nginx">Nginx's; NaN where it was not measured.</param>
    public double Measured(double value, double nginx) => Kind switch
    {
        TargetKind.TimesNginx => value / nginx,
        TargetKind.NginxPlus => value - nginx,
        _ => value,
    };

    /// <summary>Whether a number is good enough.</summary>
    public bool Met(double measured) => AtLeast ? measured >= Number : measured <= Number;

    /// <inheritdoc/>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{(AtLeast ? ">=" : "<=")} {Kind switch
    {
        TargetKind.TimesNginx => $"{Number:0.0} x nginx",
        TargetKind.NginxPlus => Number == 0 ? "nginx" : $"nginx + {Number:0}",
        _ => $"{Number:0.##}",
    }}");
}

/// <summary>What a target's number counts.</summary>
enum TargetKind
{
    /// <summary>The row's own unit.</summary>
    Absolute,

    /// <summary>Times what nginx has.</summary>
    TimesNginx,

    /// <summary>More than what nginx has, in the row's unit.</summary>
    NginxPlus,
}
