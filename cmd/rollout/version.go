package main

import (
	"fmt"
	"runtime/debug"
)

// release is set by the linker for released builds.
var release string

type versionCmd struct{}

// Run prints the version.
func (versionCmd) Run() error {
	fmt.Println("rollout", version())
	return nil
}

// version is the released version, else what the module or the checkout says.
func version() string {
	if release != "" {
		return release
	}
	info, ok := debug.ReadBuildInfo()
	if !ok {
		return "unknown"
	}
	v := info.Main.Version
	for _, s := range info.Settings {
		if s.Key == "vcs.revision" && len(s.Value) >= 12 && (v == "" || v == "(devel)") {
			v = s.Value[:12]
		}
	}
	if v == "" {
		v = "(devel)"
	}
	return v + " " + info.GoVersion
}
