namespace Sluice.LabTests.Data;

/// <summary>Where things are in this checkout.</summary>
internal static class Repository
{
    /// <summary>The folder that holds the solution.</summary>
    public static string Root { get; } = FindRoot();

    /// <summary>The set-ups, one folder each.</summary>
    public static string Lab => Path.Combine(Root, "tests", "lab");

    /// <summary>What several set-ups load, besides their own files.</summary>
    public static string Shared => Path.Combine(Lab, "shared");

    /// <summary>The npm packages that Node's hops are made of.</summary>
    public static string NodeModules => Path.Combine(Root, "tests", "clients", "node_modules");

    static string FindRoot()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "Sluice.slnx")))
                return folder.FullName;
        }

        throw new DirectoryNotFoundException($"no folder above {AppContext.BaseDirectory} holds Sluice.slnx");
    }
}
