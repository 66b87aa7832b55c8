"""In which forms can a digest be had? Renderers only read the value; none of them counts."""
