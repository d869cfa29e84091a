package rollout_test

import (
	"archive/zip"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/rolloutbot/rollout/internal/rollout"
)

func TestZonesAreGosOwn(t *testing.T) {
	root, err := exec.Command("go", "env", "GOROOT").Output()
	if err != nil {
		t.Fatal(err)
	}
	data, err := zip.OpenReader(filepath.Join(strings.TrimSpace(string(root)), "lib", "time", "zoneinfo.zip"))
	if err != nil {
		t.Fatal(err)
	}
	defer data.Close()
	var want []string
	for _, f := range data.File {
		if !strings.HasSuffix(f.Name, "/") {
			want = append(want, f.Name)
		}
	}
	slices.Sort(want)
	if diff := cmp.Diff(want, rollout.Zones()); diff != "" {
		t.Errorf("zones.txt is not what this Go knows; run go generate ./internal/rollout (-want +got):\n%s", diff)
	}
}

func TestEveryZoneLoads(t *testing.T) {
	for _, name := range rollout.Zones() {
		zone, err := rollout.LoadZone(name)
		if err != nil {
			t.Errorf("%s: %v", name, err)
		} else if zone.String() != name {
			t.Errorf("%s is %s", name, zone)
		}
	}
}

func TestKnownZone(t *testing.T) {
	for name, want := range map[string]bool{
		"Europe/Berlin": true, "UTC": true, "America/Argentina/Buenos_Aires": true, "US/Eastern": true,
		"": false, "Local": false, "europe/berlin": false, "Europe/": false, "Europe": false, "../zoneinfo/UTC": false,
		"/etc/passwd": false, "Mars/Olympus_Mons": false, "Europe/Berlin\n": false, "CEST": false,
	} {
		if got := rollout.KnownZone(name); got != want {
			t.Errorf("KnownZone(%q) = %v", name, got)
		}
		if _, err := rollout.LoadZone(name); (err == nil) != want {
			t.Errorf("LoadZone(%q): %v", name, err)
		}
	}
}
