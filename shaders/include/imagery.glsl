// Pictures that lie on the ground; mirrored in renderer/imagery_table.h. Metres relative to the camera.
layout(std140, binding = 1) uniform Imagery {
    vec4 shape;             // pyramids shown, edge of a window in tiles, edge of a page in pixels, anisotropy
    vec4 pyramids[4];       // first layer of the table, levels, coarsest pixel m, opacity
    vec4 pyramid_tiles[4];  // edge of a tile in pixels
    vec4 windows[4 * 20];   // west, north, tiles per metre of each level's window
} imagery;
layout(binding = 3) uniform sampler2DArray imagery_pages;  // linear light, multiplied by alpha
layout(binding = 4) uniform usampler2DArray imagery_table;
const float imagery_border_px = 4.0;

// What one pixel covers of the ground, in metres: its narrow side, or more where it is very long.
float ground_pixel_m(vec2 dx, vec2 dy, float longer) {
    float area = abs(dx.x * dy.y - dx.y * dy.x);
    return max(area / longer, longer / imagery.shape.w);
}

// One pyramid at a place: linear colour multiplied by alpha, and alpha.
vec4 picture_at(int pyramid, vec2 place, vec2 apart, float pixel_m) {
    vec4 about = imagery.pyramids[pyramid];
    int level = clamp(int(ceil(log2(about.z / pixel_m) - 0.001)), 0, int(about.y) - 1);
    vec4 window = imagery.windows[pyramid * 20 + level];
    vec2 tile = vec2(place.x - window.x, window.y - place.y) * window.z;
    if (any(lessThan(tile, vec2(0.0))) || any(greaterThanEqual(tile, imagery.shape.yy))) {
        level = 0;
        window = imagery.windows[pyramid * 20];
        tile = vec2(place.x - window.x, window.y - place.y) * window.z;
    }
    vec2 corner = floor(tile);
    uvec4 entry = texelFetch(imagery_table, ivec3(ivec2(corner), int(about.x) + level), 0);
    if (entry.x == 0u || any(lessThan(tile, vec2(0.0))) || any(greaterThanEqual(tile, imagery.shape.yy))) return vec4(0.0);
    float share = exp2(-float(entry.y));
    vec2 within = (vec2(entry.zw) + (tile - corner)) * share;
    float tile_px = imagery.pyramid_tiles[pyramid].x;
    vec2 at = (within * tile_px + imagery_border_px) / imagery.shape.z;
    float px_per_m = window.z * share * tile_px;
    vec2 aside = vec2(apart.x, -apart.y) * (px_per_m / imagery.shape.z);
    float smaller = log2(max(pixel_m * px_per_m, 1.0e-3));
    float page = float(entry.x - 1u);
    // Two samples along the longer side of the pixel, on every driver the same (llvmpipe 22.3 takes the anisotropy of
    // textureGrad from its neighbours' coordinates, which is wrong at the rim of a page).
    vec4 first = textureLod(imagery_pages, vec3(at - aside, page), smaller);
    vec4 second = textureLod(imagery_pages, vec3(at + aside, page), smaller);
    return (first + second) * (0.5 * about.w);
}

// All pyramids over one another, the highest layer on top.
vec4 pictures_at(vec2 place) {
    vec2 dx = dFdx(place), dy = dFdy(place);
    vec2 along = dot(dx, dx) > dot(dy, dy) ? dx : dy;
    float longer = sqrt(max(dot(along, along), 1.0e-12));
    float pixel_m = ground_pixel_m(dx, dy, longer);
    // Not beyond a page's border.
    vec2 apart = along * (0.25 * min(1.0, imagery.shape.w * pixel_m / longer));
    vec4 seen = vec4(0.0);
    int count = int(imagery.shape.x);
    for (int i = 0; i < count; ++i) {
        vec4 picture = picture_at(i, place, apart, pixel_m);
        seen = seen * (1.0 - picture.a) + picture;
    }
    return seen;
}
