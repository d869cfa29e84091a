package rollout

import (
	_ "embed"
	"math"
	"slices"
	"strings"
	"sync"
	"time"
	_ "time/tzdata" // a container image without zone files must know the same zones
)

//go:generate go run zones_gen.go

//go:embed zones.txt
var zonesText string

var zoneNames = sync.OnceValue(func() []string { return strings.Fields(zonesText) })

// zones holds every location that was asked for. Reading one costs a file, and
// no more than the names of zones.txt ever get in.
var zones sync.Map

// KnownZone reports whether name is a time zone of the IANA list, spelt as it
// is there. "Local" and "" are not: a plan means the same on every machine.
func KnownZone(name string) bool {
	_, found := slices.BinarySearch(zoneNames(), name)
	return found
}

// LoadZone is the zone of that name; a name that is not on the list is a
// Problem.
func LoadZone(name string) (*time.Location, error) {
	if zone, ok := zones.Load(name); ok {
		return zone.(*time.Location), nil
	}
	if name == "" {
		return nil, Problemf(Invalid, "Name one, such as Europe/Berlin or UTC.", "There is no time zone.")
	}
	if !KnownZone(name) {
		return nil, Problemf(Invalid, "Use a name such as Europe/Berlin or UTC.", "%s is not a time zone I know.", quoted(name))
	}
	zone, err := time.LoadLocation(name)
	if err != nil {
		return nil, err
	}
	zones.Store(name, zone)
	return zone, nil
}

// steady is the zone's offset from UTC at an instant, and a later instant until
// which it holds: the next change, or sooner.
func steady(at int64, zone *time.Location) (offset, until int64) {
	t := time.Unix(at, 0).In(zone)
	_, seconds := t.Zone()
	_, end := t.ZoneBounds()
	switch {
	case end.IsZero():
		until = math.MaxInt64
	case end.After(t):
		until = end.Unix()
	default:
		// Beyond the changes that a zone's file lists, time takes every year for
		// 365 days long and ends a stretch at the beginning of a leap year's last
		// day in UTC, even when asked on that day. The next year begins a new one.
		until = (floorDiv(at, secondsPerDay) + 1) * secondsPerDay
	}
	return int64(seconds), until
}
