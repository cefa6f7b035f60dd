using System.Diagnostics.CodeAnalysis;
using Sluice.Configuration.Yaml;

namespace Sluice.Configuration.Binding;

/// <summary>
/// The path of a file, made absolute from the folder of the configuration: where the program was started must not matter.
/// </summary>
internal sealed class FileValue : Value<string>
{
    public static Value<string> Instance { get; } = new FileValue();

    static readonly Value<string> Text = Scalars.Text("the path of a file",
        text => text.StartsWith("~/", StringComparison.Ordinal) ? "'~' is not replaced here: write ${HOME}/..." : null);

    public override bool TryRead(YamlNode node, Reading reading, [MaybeNullWhen(false)] out string value)
    {
        if (!Text.TryRead(node, reading, out value))
            return false;
        try
        {
            value = Path.GetFullPath(value, reading.Directory);
            return true;
        }
        catch (ArgumentException)
        {
            reading.Error(node, $"found {reading.Shown(node.Path, value)}, which cannot be the path of a file");
            return false;
        }
    }
}
