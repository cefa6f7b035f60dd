using Sluice.Configuration;

namespace Sluice.Cli;

/// <summary>Reads the configuration for verbs that need a part of it.</summary>
static class Configured
{
    /// <summary>The forward proxy of a configuration file, or the defaults where no file is named and none is here.</summary>
    /// <exception cref="ConfigurationException">The file cannot be read or is not valid.</exception>
    public static ForwardProxyOptions ForwardProxy(string? file)
    {
        file ??= File.Exists("sluice.yaml") ? "sluice.yaml" : null;
        if (file is null)
            return new ForwardProxyOptions();
        string text;
        try
        {
            text = File.ReadAllText(file);
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            throw new ConfigurationException($"{file}: {fault.Message}", fault);
        }

        var read = ConfigurationReader.Read(text, file, Environment.GetEnvironmentVariable);
        if (read.Options is not { } options)
            throw new ConfigurationException(string.Join('\n', read.Findings));
        return options.ForwardProxy ?? throw new ConfigurationException($"{file} has no forward_proxy section, so there is no authority to show: add one.");
    }
}

/// <summary>A configuration that a verb cannot work with; the message is for the person who typed it.</summary>
sealed class ConfigurationException(string message, Exception? inner = null) : Exception(message, inner);
