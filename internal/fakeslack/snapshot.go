package fakeslack

import (
	"bytes"
	"encoding/json"
	"fmt"
)

// snapshot is the form in which a world is kept between runs.
type snapshot struct {
	Schema int   `json:"schema"`
	World  world `json:"world"`
}

// schema is the newest form of a snapshot that this code reads.
const schema = 1

// Snapshot returns the whole workspace as JSON. Armed faults, unused triggers, the journal and the violations belong to
// a run and are left out.
func (s *Slack) Snapshot() ([]byte, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return json.Marshal(snapshot{Schema: schema, World: s.world})
}

// Restore replaces the workspace by one from Snapshot. After an error the workspace is as it was.
func (s *Slack) Restore(data []byte) error {
	var kept snapshot
	d := json.NewDecoder(bytes.NewReader(data))
	d.UseNumber()
	if err := d.Decode(&kept); err != nil {
		return fmt.Errorf("fakeslack: the snapshot cannot be read: %w", err)
	}
	if kept.Schema < 1 || kept.Schema > schema {
		return fmt.Errorf("fakeslack: the snapshot has form %d, this program reads 1 to %d", kept.Schema, schema)
	}
	kept.World.complete()
	s.mu.Lock()
	defer s.mu.Unlock()
	s.world = kept.World
	s.world.drew = s.opt.Drew
	s.reindex()
	s.triggers = map[string]*trigger{}
	s.changed()
	return nil
}

// Continue lets ids and timestamps go on behind those that Drew has heard of: a run that was killed has given out more
// than its last Snapshot knows.
func (s *Slack) Continue(drawn, newest int64) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.world.Drawn, s.world.Newest = max(s.world.Drawn, drawn), max(s.world.Newest, newest)
}
