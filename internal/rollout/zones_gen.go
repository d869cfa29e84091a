//go:build ignore

// Command zones_gen writes zones.txt: the names of all zones in Go's own zone
// data, one a line. Run it with "go generate ./internal/rollout" after an
// upgrade of Go.
package main

import (
	"archive/zip"
	"bytes"
	"log"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
)

func main() {
	root, err := exec.Command("go", "env", "GOROOT").Output()
	if err != nil {
		log.Fatal(err)
	}
	data, err := zip.OpenReader(filepath.Join(strings.TrimSpace(string(root)), "lib", "time", "zoneinfo.zip"))
	if err != nil {
		log.Fatal(err)
	}
	defer data.Close()
	var names []string
	for _, f := range data.File {
		if !strings.HasSuffix(f.Name, "/") {
			names = append(names, f.Name)
		}
	}
	slices.Sort(names)
	var out bytes.Buffer
	for _, n := range names {
		out.WriteString(n + "\n")
	}
	if err := os.WriteFile("zones.txt", out.Bytes(), 0o644); err != nil {
		log.Fatal(err)
	}
}
